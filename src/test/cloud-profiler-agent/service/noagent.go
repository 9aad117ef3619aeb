//go:build noagent

package main

import "flag"

// agent stands for none. A build with a profile compiles all packages anew, and
// the agent brings more than 300, which take minutes on a busy machine.
func agent(*flag.FlagSet) func() error { return func() error { return nil } }
