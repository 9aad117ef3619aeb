package work

// Named is an interface with methods: the shape of a generic function that is
// instantiated with it spells them out, parentheses included, as in
// smallest[go.shape.interface { Len() int; Name() string }].
type Named interface {
	Len() int
	Name() string
}

type title string

func (t title) Len() int     { return len(t) }
func (t title) Name() string { return string(t) }

var (
	titles = makeTitles(300)
	named  = asNamed(titles)
)

func makeTitles(n int) []title {
	list := make([]title, n)
	h := uint64(1)
	for i := range list {
		name := make([]byte, 5+i%11)
		for j := range name {
			h = absorb(h, uint64(i+j))
			name[j] = 'a' + byte(h>>40)%26
		}
		list[i] = title(name)
	}
	return list
}

func asNamed(list []title) []Named {
	result := make([]Named, len(list))
	for i, t := range list {
		result[i] = t
	}
	return result
}

// Generics spends its time in instantiations whose names carry type lists: of
// an interface with methods, of a func type, of plain types, and of a method
// of a generic type.
func Generics() uint64 {
	var sum uint64
	for range 4 {
		sort(named, func(a, b Named) bool { return a.Name() < b.Name() })
		sort(named, func(a, b Named) bool { return a.Len() < b.Len() })
		sort(titles, func(a, b title) bool { return a > b })
		for range 10 {
			sum += total(titles, []func(title) int{title.Len, vowels})
		}
		table := set[title]{buckets: make([][]title, 16)}
		for _, t := range titles {
			table.add(t, uint64(t.Len())+uint64(t[0]))
		}
		sum += uint64(len(table.buckets[3]))
	}
	return sum
}

// sort is a shell sort: one loop that is too large to be inlined.
func sort[T any](list []T, less func(a, b T) bool) {
	for gap := len(list) / 2; gap > 0; gap /= 2 {
		for i := gap; i < len(list); i++ {
			for j := i; j >= gap && less(list[j], list[j-gap]); j -= gap {
				swap(list, j, j-gap)
			}
		}
	}
}

func swap[T any](list []T, i, j int) { list[i], list[j] = list[j], list[i] }

// total has a type parameter for the functions, so that its shape names a func
// type: total[go.shape.string,go.shape.func(fixture/work.title) int].
func total[T any, F ~func(T) int](list []T, measures []F) uint64 {
	var sum uint64
	for _, measure := range measures {
		for _, item := range list {
			sum += uint64(measure(item))
		}
	}
	return sum
}

func vowels(t title) int {
	n := 0
	for i := range len(t) {
		switch t[i] {
		case 'a', 'e', 'i', 'o', 'u':
			n++
		}
	}
	return n
}

// set is a generic type: the symbol of its method is (*set[go.shape.string]).add.
type set[T comparable] struct{ buckets [][]T }

func (s *set[T]) add(item T, hash uint64) {
	slot := hash % uint64(len(s.buckets))
	for _, old := range s.buckets[slot] {
		if old == item {
			return
		}
	}
	s.buckets[slot] = append(s.buckets[slot], item)
}
