// Command broken does not compile: to test what is said then.
package main

func main() {
	mistake()
}
