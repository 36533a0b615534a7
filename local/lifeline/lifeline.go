// Package lifeline ends a plugin when the Pulumi engine that started it is gone.
//
// The engine ends its plugins with an interrupt. When the engine itself is killed nobody sends one, and the SDK's own
// health check looks only every five minutes; until then a left-behind provider would hold the local AWS's store and
// the next run would wait for it. But the engine keeps the write end of each plugin's standard input open and writes
// nothing to it, so the end of that input is the end of the engine, at once and however it died.
package lifeline

import (
	"io"
	"sync"
)

// Watch calls gone, once, when input ends. Give it os.Stdin. Call stop when the plugin ends by itself, so that gone is
// not called any more.
func Watch(input io.Reader, gone func()) (stop func()) {
	var once sync.Once
	go func() {
		_, _ = io.Copy(io.Discard, input)
		once.Do(gone)
	}()
	return func() { once.Do(func() {}) }
}
