package catalog

import "slices"

// top keeps the largest items of many, in a heap with the smallest at its root.
type top[T any] struct {
	limit   int
	compare func(a, b T) int
	heap    []T
}

func newTop[T any](limit int, compare func(a, b T) int) *top[T] {
	return &top[T]{limit, compare, make([]T, 0, limit)}
}

func (t *top[T]) offer(item T) {
	switch {
	case len(t.heap) < t.limit:
		t.heap = append(t.heap, item)
		t.up(len(t.heap) - 1)
	case t.compare(item, t.heap[0]) > 0:
		t.heap[0] = item
		t.down(0)
	}
}

func (t *top[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.less(i, parent) {
			return
		}
		t.swap(i, parent)
		i = parent
	}
}

func (t *top[T]) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(t.heap) {
			return
		}
		if child+1 < len(t.heap) && t.less(child+1, child) {
			child++
		}
		if !t.less(child, i) {
			return
		}
		t.swap(i, child)
		i = child
	}
}

func (t *top[T]) less(i, j int) bool { return t.compare(t.heap[i], t.heap[j]) < 0 }
func (t *top[T]) swap(i, j int)      { t.heap[i], t.heap[j] = t.heap[j], t.heap[i] }

// sorted returns the items, largest first, and leaves the heap unusable.
func (t *top[T]) sorted() []T {
	slices.SortFunc(t.heap, func(a, b T) int { return t.compare(b, a) })
	return t.heap
}
