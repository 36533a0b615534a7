package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"go.etcd.io/bbolt"
)

const (
	dataFile = "cloud.db"
	lockFile = "cloud.lock"
)

// Store is a folder that holds the database. It keeps nothing open between operations, so any
// number of provider processes may share the folder.
type Store struct {
	folder string
	// inside lets one goroutine of this process at a time queue for the file lock.
	inside sync.RWMutex
}

// Open names the folder, and makes it when it is missing.
func Open(folder string) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("making the local cloud's folder: %w", err)
	}
	return &Store{folder: folder}, nil
}

// Change runs an operation that may change objects. When it returns an error, nothing has changed.
func (s *Store) Change(operation func(*Transaction) error) error {
	s.inside.Lock()
	defer s.inside.Unlock()
	return s.locked(syscall.LOCK_EX, func(db *bbolt.DB) error {
		return db.Update(func(tx *bbolt.Tx) error {
			buckets, err := createBuckets(tx)
			if err != nil {
				return err
			}
			return operation(buckets)
		})
	})
}

// Look runs an operation that only reads; several may run at once.
func (s *Store) Look(operation func(*Transaction) error) error {
	if _, err := os.Stat(filepath.Join(s.folder, dataFile)); os.IsNotExist(err) {
		// Nothing can be read from a cloud in which nothing was made; the first change makes the file.
		if err := s.Change(func(*Transaction) error { return nil }); err != nil {
			return err
		}
	}
	s.inside.RLock()
	defer s.inside.RUnlock()
	return s.locked(syscall.LOCK_SH, func(db *bbolt.DB) error {
		return db.View(func(tx *bbolt.Tx) error { return operation(openBuckets(tx)) })
	})
}

// locked opens the database under a lock of its own. The database has a file lock as well, but
// waits for it by asking again every 50 milliseconds; a lock that blocks wakes its waiter at once.
func (s *Store) locked(how int, work func(*bbolt.DB) error) (err error) {
	lock, err := os.OpenFile(filepath.Join(s.folder, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("opening the local cloud's lock: %w", err)
	}
	defer lock.Close() // releases the lock
	if err := waitFor(lock, how); err != nil {
		return fmt.Errorf("waiting for the local cloud: %w", err)
	}
	db, err := bbolt.Open(filepath.Join(s.folder, dataFile), 0o600, &bbolt.Options{
		ReadOnly:       how == syscall.LOCK_SH,
		NoFreelistSync: true, // found again on opening; halves what a commit writes
		FreelistType:   bbolt.FreelistMapType,
	})
	if err != nil {
		return fmt.Errorf("opening the local cloud's store: %w", err)
	}
	defer func() {
		if closed := db.Close(); err == nil && closed != nil {
			err = fmt.Errorf("closing the local cloud's store: %w", closed)
		}
	}()
	return work(db)
}

func waitFor(lock *os.File, how int) error {
	for {
		err := syscall.Flock(int(lock.Fd()), how)
		if err != syscall.EINTR {
			return err
		}
	}
}
