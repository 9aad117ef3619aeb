// Package reports turns lists of orders into tables of sales.
package reports

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Order is one sold title.
type Order struct {
	Country  string
	Subject  string
	Quantity int
	Cents    int
}

// Read reads orders from lines of the form country,subject,quantity,cents.
func Read(r io.Reader) ([]Order, error) {
	lines := csv.NewReader(r)
	lines.FieldsPerRecord = 4
	lines.ReuseRecord = true
	var orders []Order
	for {
		fields, err := lines.Read()
		if err == io.EOF {
			return orders, nil
		}
		if err != nil {
			return nil, err
		}
		o := Order{Country: fields[0], Subject: fields[1]}
		if o.Quantity, err = strconv.Atoi(fields[2]); err != nil {
			return nil, fmt.Errorf("quantity: %w", err)
		}
		if o.Cents, err = strconv.Atoi(fields[3]); err != nil {
			return nil, fmt.Errorf("price: %w", err)
		}
		orders = append(orders, o)
	}
}

// Sales writes one line per country and subject, best sold first.
func Sales(w io.Writer, orders []Order) error {
	type key struct{ country, subject string }
	groups := groupBy(orders, func(o Order) key { return key{o.Country, o.Subject} })
	type line struct {
		key
		copies, cents, median int
	}
	var table []line
	for k, group := range groups {
		table = append(table, line{
			key:    k,
			copies: sum(group, func(o Order) int { return o.Quantity }),
			cents:  sum(group, func(o Order) int { return o.Quantity * o.Cents }),
			median: median(group, func(o Order) int { return o.Cents }),
		})
	}
	slices.SortFunc(table, func(a, b line) int {
		return cmp.Or(-cmp.Compare(a.cents, b.cents), cmp.Compare(a.country, b.country), cmp.Compare(a.subject, b.subject))
	})
	out := csv.NewWriter(w)
	for _, l := range table {
		out.Write([]string{l.country, l.subject, strconv.Itoa(l.copies), euros(l.cents), euros(l.median)})
	}
	out.Flush()
	return out.Error()
}

func euros(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

func groupBy[T any, K comparable](items []T, key func(T) K) map[K][]T {
	groups := map[K][]T{}
	for _, item := range items {
		k := key(item)
		groups[k] = append(groups[k], item)
	}
	return groups
}

func sum[T any](items []T, value func(T) int) int {
	total := 0
	for _, item := range items {
		total += value(item)
	}
	return total
}

func median[T any](items []T, value func(T) int) int {
	sorted := slices.SortedFunc(slices.Values(items), func(a, b T) int {
		return cmp.Compare(value(a), value(b))
	})
	return value(sorted[len(sorted)/2])
}
