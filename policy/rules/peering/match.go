package peering

// unplaced gives each item one of its options, none to two of them, for as many items as can be; it returns the places
// in the list of those that are left without (maximum bipartite matching by augmenting paths).
func unplaced[T comparable](options [][]T) []int {
	taken := map[T]int{}
	var place func(item int, tried map[T]bool) bool
	place = func(item int, tried map[T]bool) bool {
		for _, option := range options[item] {
			if tried[option] {
				continue
			}
			tried[option] = true
			other, occupied := taken[option]
			if !occupied || place(other, tried) {
				taken[option] = item
				return true
			}
		}
		return false
	}
	var left []int
	for item := range options {
		if !place(item, map[T]bool{}) {
			left = append(left, item)
		}
	}
	return left
}
