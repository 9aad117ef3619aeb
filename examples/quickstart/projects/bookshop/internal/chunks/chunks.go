// Package chunks cuts files where their content says so, and sums up the
// pieces: a backup needs to store only the pieces that it does not have yet.
package chunks

// Chunk is a piece of a file.
type Chunk struct {
	Start, Length int
	Sum           uint64
}

const (
	smallest = 1 << 10
	largest  = 1 << 14
	mask     = 1<<12 - 1 // a cut every 4 KiB on average
)

// Split cuts data into chunks.
func Split(data []byte) []Chunk {
	var list []Chunk
	for start := 0; start < len(data); {
		n := cut(data[start:])
		list = append(list, Chunk{start, n, digest(data[start : start+n])})
		start += n
	}
	return list
}

// cut returns the length of the first chunk.
func cut(data []byte) int {
	if len(data) <= smallest {
		return len(data)
	}
	var window uint64
	for i := smallest; i < min(len(data), largest); i++ {
		window = roll(window, data[i])
		if window>>20&mask == 0 {
			return i + 1
		}
	}
	return min(len(data), largest)
}

// roll forgets a byte after 64 others: its bit has left the window by then.
func roll(window uint64, b byte) uint64 { return window<<1 + spread(b) }

func spread(b byte) uint64 { return (uint64(b) + 1) * 0x9e3779b97f4a7c15 }

// digest is the hash FNV-1a.
func digest(data []byte) uint64 {
	sum := uint64(14695981039346656037)
	for _, b := range data {
		sum = (sum ^ uint64(b)) * 1099511628211
	}
	return sum
}
