// Package route decides which backend serves a path, and under which path.
package route

import (
	"fmt"
	"regexp"
)

// Route sends the paths that match Pattern to Backend, as Target.
type Route struct {
	Pattern string // a regular expression for the whole path
	Backend string
	Target  string // may use the groups of Pattern, such as ${id}
	Public  bool   // needs no token
}

// Table is an ordered list of routes: the first match counts.
type Table struct{ routes []compiled }

type compiled struct {
	Route
	path *regexp.Regexp
}

// NewTable compiles the patterns.
func NewTable(routes []Route) (*Table, error) {
	t := &Table{}
	for _, r := range routes {
		path, err := regexp.Compile("^" + r.Pattern + "$")
		if err != nil {
			return nil, fmt.Errorf("route to %s: %w", r.Backend, err)
		}
		t.routes = append(t.routes, compiled{r, path})
	}
	return t, nil
}

// Find returns the route of a path and the path that its backend knows.
func (t *Table) Find(path string) (r Route, target string, ok bool) {
	for i := range t.routes {
		c := &t.routes[i]
		if groups := c.path.FindStringSubmatchIndex(path); groups != nil {
			expanded := c.path.ExpandString(nil, c.Target, path, groups)
			return c.Route, string(expanded), true
		}
	}
	return Route{}, "", false
}
