// Command worker does the background jobs of the bookshop. It takes files and
// makes thumbnails of covers, sales tables of orders, and sums of both.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	_ "image/jpeg" // formats of the covers
	_ "image/png"
	"io"
	"log"
	"os"
	"path/filepath"

	"example.com/bookshop/internal/chunks"
	"example.com/bookshop/internal/covers"
	"example.com/bookshop/internal/profiles"
	"example.com/bookshop/internal/reports"
)

func main() {
	var options profiles.Options
	options.Flags()
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: worker [flags] COVER.png|COVER.jpg|ORDERS.csv ...")
		flag.PrintDefaults()
	}
	flag.Parse()

	if options.Dir != "" {
		if err := record(options); err != nil {
			log.Fatal(err)
		}
		return
	}
	for _, name := range flag.Args() {
		if err := work(name); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
	}
}

// work does the job of one file and writes the result beside it.
func work(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	j, extension := job(thumbnail{size: 160}), ".thumb.jpg"
	if filepath.Ext(name) == ".csv" {
		j, extension = sales{}, ".sales.csv"
	}
	var result bytes.Buffer
	if err := j.run(&result, data); err != nil {
		return err
	}
	for _, c := range chunks.Split(data) {
		fmt.Printf("%s %d+%d %016x\n", name, c.Start, c.Length, c.Sum)
	}
	return os.WriteFile(name+extension, result.Bytes(), 0o644)
}

// job turns the content of a file into a result.
type job interface {
	run(w io.Writer, data []byte) error
}

type thumbnail struct{ size int }

func (t thumbnail) run(w io.Writer, data []byte) error {
	cover, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return covers.Thumbnail(w, cover, t.size)
}

type sales struct{}

func (sales) run(w io.Writer, data []byte) error {
	orders, err := reports.Read(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return reports.Sales(w, orders)
}
