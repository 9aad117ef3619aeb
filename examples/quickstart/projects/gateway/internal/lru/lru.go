// Package lru is a small cache that forgets what was not used for longest.
package lru

import "sync"

// Cache keeps up to a fixed number of values. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	mu      sync.Mutex
	size    int
	entries map[K]*entry[K, V]
	root    entry[K, V] // of a ring; root.next is the most recent entry
}

type entry[K comparable, V any] struct {
	key        K
	value      V
	prev, next *entry[K, V]
}

// New returns an empty cache for size values.
func New[K comparable, V any](size int) *Cache[K, V] {
	c := &Cache[K, V]{size: size, entries: make(map[K]*entry[K, V], size)}
	c.root.prev, c.root.next = &c.root, &c.root
	return c
}

// Get returns the value of key and makes it the most recent one.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		return value, false
	}
	e.unlink()
	c.front(e)
	return e.value, true
}

// Put sets the value of key; it may push out the oldest one.
func (c *Cache[K, V]) Put(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[key]; ok {
		e.value = value
		e.unlink()
		c.front(e)
		return
	}
	if len(c.entries) >= c.size {
		oldest := c.root.prev
		oldest.unlink()
		delete(c.entries, oldest.key)
	}
	e := &entry[K, V]{key: key, value: value}
	c.entries[key] = e
	c.front(e)
}

func (e *entry[K, V]) unlink() { e.prev.next, e.next.prev = e.next, e.prev }

func (c *Cache[K, V]) front(e *entry[K, V]) {
	e.prev, e.next = &c.root, c.root.next
	e.prev.next, e.next.prev = e, e
}
