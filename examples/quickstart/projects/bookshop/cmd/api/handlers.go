package main

import (
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"

	"example.com/bookshop/internal/catalog"
	"example.com/bookshop/internal/pricing"
)

type shop struct{ *catalog.Catalog }

func (s *shop) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /search", s.search)
	mux.HandleFunc("GET /books/{id}", s.book)
	mux.HandleFunc("GET /shelf/{page}", s.shelf)
	mux.HandleFunc("POST /cart", s.cart)
	return mux
}

func (s *shop) search(w http.ResponseWriter, req *http.Request) {
	query := req.URL.Query().Get("q")
	if query == "" || len(query) > 100 {
		http.Error(w, "a query of 1 to 100 letters is needed", http.StatusBadRequest)
		return
	}
	answer(w, s.Search(query, 10))
}

func (s *shop) book(w http.ResponseWriter, req *http.Request) {
	id, err := strconv.Atoi(req.PathValue("id"))
	if err != nil || !s.has(id) {
		http.NotFound(w, req)
		return
	}
	answer(w, &s.Books[id])
}

var shelfPage = template.Must(template.New("shelf").Parse(`<!DOCTYPE html>
<title>Books</title>
<ul>
{{range .}}<li><a href="/books/{{.ID}}">{{.Title}}</a> by {{.Author}}{{if lt .Stock 3}} <em>few left</em>{{end}}
{{end}}</ul>
`))

// shelf shows ten books as a page.
func (s *shop) shelf(w http.ResponseWriter, req *http.Request) {
	page, err := strconv.Atoi(req.PathValue("page"))
	if err != nil || !s.has(page*10+9) {
		http.NotFound(w, req)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	shelfPage.Execute(w, s.Books[page*10:page*10+10])
}

func (s *shop) cart(w http.ResponseWriter, req *http.Request) {
	var cart pricing.Cart
	if err := json.NewDecoder(req.Body).Decode(&cart); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, line := range cart.Lines {
		if !s.has(line.Book) || line.Quantity < 1 || line.Quantity > 1000 {
			http.Error(w, "no such book or quantity", http.StatusBadRequest)
			return
		}
	}
	total := pricing.Total(&cart, pricing.Shop, func(book int) int { return s.Books[book].Cents })
	answer(w, map[string]any{"lines": cart.Lines, "total": total})
}

func (s *shop) has(book int) bool { return book >= 0 && book < len(s.Books) }

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}
