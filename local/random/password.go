package random

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// The character sets of random_password (Terraform Registry, hashicorp/random, "random_password").
const (
	lowerCharacters   = "abcdefghijklmnopqrstuvwxyz"
	upperCharacters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	numericCharacters = "0123456789"
	specialCharacters = "!@#$%&*()-_=+[]{}<>:?"
)

// class is one set of characters: whether it may appear at all and how often it must.
type class struct {
	name       string
	characters string
	allowed    bool
	minimum    int
}

// passwordSpec is what a password must look like.
type passwordSpec struct {
	length  int
	classes []class
}

// problems lists everything that keeps a password from being made, in the provider's own terms.
func (s passwordSpec) problems() (all []error) {
	if s.length < 1 {
		all = append(all, fmt.Errorf("length is %d; it must be at least 1", s.length))
	}
	demanded, allowed := 0, false
	for _, c := range s.classes {
		if c.minimum < 0 {
			all = append(all, fmt.Errorf("min%s is %d; it must be at least 0", title(c.name), c.minimum))
		}
		demanded += max(c.minimum, 0)
		allowed = allowed || c.allowed
	}
	if demanded > s.length {
		all = append(all, fmt.Errorf("length is %d; it must be at least minUpper + minLower + minNumeric + minSpecial = %d",
			s.length, demanded))
	}
	if !allowed {
		all = append(all, errors.New("at least one of special, upper, lower and numeric must be true"))
	}
	return all
}

// generate draws a password: first what each class demands, then any allowed character, then shuffles.
func (s passwordSpec) generate() (string, error) {
	if err := errors.Join(s.problems()...); err != nil {
		return "", err
	}
	var drawn []byte
	var pool strings.Builder
	for _, c := range s.classes {
		if c.allowed {
			pool.WriteString(c.characters)
		}
		for range c.minimum {
			one, err := draw(c.characters)
			if err != nil {
				return "", err
			}
			drawn = append(drawn, one)
		}
	}
	for len(drawn) < s.length {
		one, err := draw(pool.String())
		if err != nil {
			return "", err
		}
		drawn = append(drawn, one)
	}
	for last := len(drawn) - 1; last > 0; last-- { // Fisher and Yates
		other, err := below(last + 1)
		if err != nil {
			return "", err
		}
		drawn[last], drawn[other] = drawn[other], drawn[last]
	}
	return string(drawn), nil
}

func draw(characters string) (byte, error) {
	at, err := below(len(characters))
	if err != nil {
		return 0, err
	}
	return characters[at], nil
}

// below gives an unbiased number from 0 up to, not including, limit.
func below(limit int) (int, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(int64(limit)))
	if err != nil {
		return 0, fmt.Errorf("reading the system's random source: %w", err)
	}
	return int(n.Int64()), nil
}

// bcryptBytes is how much of a password bcrypt looks at; the provider cuts off the rest.
const bcryptBytes = 72

func hash(password string) (string, error) {
	clear := []byte(password)
	sum, err := bcrypt.GenerateFromPassword(clear[:min(len(clear), bcryptBytes)], bcrypt.DefaultCost)
	if err != nil {
		return "", fmt.Errorf("hashing the password: %w", err)
	}
	return string(sum), nil
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
