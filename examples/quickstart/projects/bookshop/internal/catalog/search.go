package catalog

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// index maps each word to the books that have it.
type index struct {
	words    []string // sorted
	postings map[string][]posting
	books    int
}

type posting struct {
	book  int
	count int
}

// Hit is a found book; more score is better.
type Hit struct {
	Book  *Book   `json:"book"`
	Score float64 `json:"score"`
}

func newIndex(books []Book) *index {
	ix := &index{postings: map[string][]posting{}, books: len(books)}
	for id := range books {
		b := &books[id]
		for _, text := range []string{b.Title, b.Title, b.Author, b.Blurb} { // titles count twice
			for _, word := range strings.Fields(strings.ToLower(text)) {
				ix.add(word, id)
			}
		}
	}
	for word := range ix.postings {
		ix.words = append(ix.words, word)
	}
	slices.Sort(ix.words)
	return ix
}

func (ix *index) add(word string, book int) {
	list := ix.postings[word]
	if n := len(list); n > 0 && list[n-1].book == book {
		list[n-1].count++
		return
	}
	ix.postings[word] = append(list, posting{book, 1})
}

// Search returns the best books for a query, at most limit. A word that no
// book has counts as the most similar one that some book has.
func (c *Catalog) Search(query string, limit int) []Hit {
	scores := make([]float64, len(c.Books))
	for _, word := range strings.Fields(strings.ToLower(query)) {
		list, ok := c.index.postings[word]
		if !ok {
			list = c.index.postings[nearest(word, c.index.words)]
		}
		rarity := math.Log(float64(c.index.books+1) / float64(len(list)+1))
		for _, p := range list {
			scores[p.book] += rarity * saturate(p.count)
		}
	}
	best := newTop(limit, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(b.Book.ID, a.Book.ID))
	})
	for id, score := range scores {
		if score > 0 {
			best.offer(Hit{&c.Books[id], score})
		}
	}
	return best.sorted()
}

// saturate lets further occurrences of a word count less and less.
func saturate(count int) float64 { return float64(count) / (float64(count) + 1.2) }

// nearest returns the word with the smallest edit distance.
func nearest(word string, words []string) string {
	best, distance := "", math.MaxInt
	var row [32]int
	for _, w := range words {
		if abs(len(w)-len(word)) >= min(distance, 3) || len(w) >= len(row) {
			continue
		}
		if d := editDistance(word, w, row[:len(w)+1]); d < distance {
			best, distance = w, d
		}
	}
	return best
}

// editDistance counts the letters to change, insert or delete; row is scratch
// space for len(b)+1 numbers.
func editDistance(a, b string, row []int) int {
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal + differ(a[i], b[j])
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}

func abs(n int) int { return max(n, -n) }
