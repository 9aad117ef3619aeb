package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"

	"google.golang.org/api/cloudprofiler/v2"
)

// The work's functions have a start line that isn't 0 in each line of a
// location, and none without.
var (
	anyLine   = regexp.MustCompile(`(?m) shop/basket\.\S+ \S+:[0-9]+(?::[0-9]+)? s=[0-9]+`)
	startLine = regexp.MustCompile(`(?m) shop/basket\.\S+ \S+:[0-9]+(?::[0-9]+)? s=[1-9][0-9]*`)
)

// pprof lets Go's own pprof read a profile, as nothing may get lost between the
// runtime that wrote it and the listing.
func pprof(p *cloudprofiler.Profile, file string) error {
	output, err := exec.Command("go", "tool", "pprof", "-symbolize=none", "-raw", file).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: go tool pprof: %w: %s", file, err, output)
	}
	raw := string(output)
	cpu := strings.Contains(raw, "\nsamples/count cpu/nanoseconds\n")
	if cpu != (p.ProfileType == "CPU") {
		return fmt.Errorf("%s: type %s, and sample types samples and cpu: %t", file, p.ProfileType, cpu)
	}
	if !cpu {
		return nil
	}
	lines, started := len(anyLine.FindAllString(raw, -1)), len(startLine.FindAllString(raw, -1))
	if lines == 0 || lines != started {
		return fmt.Errorf("%s: %d lines of functions of shop/basket, %d with a start line; expected some, and all", file, lines, started)
	}
	for _, label := range []string{
		"user:[alice@example.com]", "order:[order-0003]", "host:[orders-7.production.example.com]",
	} {
		if !strings.Contains(raw, label) {
			return fmt.Errorf("%s: no label %s", file, label)
		}
	}
	return nil
}
