//go:build go1.26

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
)

// What the repository holds. Each commit writes one file anew; the last ones have
// written all of them.
const (
	commits = 400
	files   = 80
	lines   = 120
)

// licence is the text that Gitaly is to recognize as MIT's.
const licence = `MIT License

Copyright (c) 2026 Alice

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

// path is that of a file, in one of eight folders and four languages.
func path(file int) string {
	return fmt.Sprintf("shop/part%d/file%02d.%s", file%8, file, []string{"go", "rb", "js", "md"}[file%4])
}

// content is that of a file as a commit has written it: every fifth line is of
// this commit.
func content(file, commit int) []byte {
	var text bytes.Buffer
	for line := range lines {
		if line%5 == 0 {
			fmt.Fprintf(&text, "price(%d, %d)\n", file, commit*line)
		} else {
			fmt.Fprintf(&text, "basket(%d, %d, %q)\n", file, line, "the same as ever")
		}
	}
	return text.Bytes()
}

// create makes the repository by git fast-import, the same one each time.
func create(folder string) error {
	if out, err := exec.Command("git", "init", "-q", "--bare", "--initial-branch=main", folder).CombinedOutput(); err != nil {
		return fmt.Errorf("git init: %w: %s", err, out)
	}
	var stream bytes.Buffer
	for commit := range commits {
		message := fmt.Sprintf("Price %d anew\n\nOf basket %d.\n", commit, commit%files)
		fmt.Fprintf(&stream, "commit refs/heads/main\nmark :%d\ncommitter Alice <alice@example.com> %d +0000\ndata %d\n%s",
			commit+1, 1700000000+60*commit, len(message), message)
		if commit == 0 {
			fmt.Fprintf(&stream, "M 100644 inline LICENSE\ndata %d\n%s\n", len(licence), licence)
		}
		text := content(commit%files, commit)
		fmt.Fprintf(&stream, "M 100644 inline %s\ndata %d\n%s\n", path(commit%files), len(text), text)
	}
	git := exec.Command("git", "fast-import", "--quiet")
	git.Dir, git.Stdin, git.Stderr = folder, &stream, os.Stderr
	return git.Run()
}
