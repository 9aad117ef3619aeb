package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"

	"example.com/bookshop/internal/chunks"
	"example.com/bookshop/internal/profiles"
)

// record runs the jobs on made-up files, in memory.
func record(options profiles.Options) error {
	r := rand.New(rand.NewPCG(3, 3))
	var scans, photos, orders [][]byte
	for range 4 {
		var scan, photo bytes.Buffer
		if err := png.Encode(&scan, cover(r, 240, 320)); err != nil {
			return err
		}
		if err := jpeg.Encode(&photo, cover(r, 320, 480), nil); err != nil {
			return err
		}
		scans, photos = append(scans, scan.Bytes()), append(photos, photo.Bytes())
		orders = append(orders, orderFile(r, 3000))
	}
	run := func(r *rand.Rand, j job, files [][]byte) {
		if err := j.run(io.Discard, files[r.IntN(len(files))]); err != nil {
			panic(err) // the files above are valid
		}
	}
	return options.Record([]profiles.Load{
		{Share: 25, Do: func(r *rand.Rand) { run(r, thumbnail{size: 160}, scans) }},
		{Share: 20, Do: func(r *rand.Rand) { run(r, thumbnail{size: 160}, photos) }},
		{Share: 45, Do: func(r *rand.Rand) { run(r, sales{}, orders) }},
		{Share: 90, Do: func(r *rand.Rand) { chunks.Split(orders[r.IntN(len(orders))]) }},
	})
}

// cover paints stripes with some noise: neither trivial nor hopeless to compress.
func cover(r *rand.Rand, width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	stripe := 5 + r.IntN(20)
	for y := range height {
		for x := range width {
			shade := uint8((x+y)/stripe*40 + r.IntN(6))
			m.SetNRGBA(x, y, color.NRGBA{shade, uint8(y), shade ^ 0x55, 255})
		}
	}
	return m
}

func orderFile(r *rand.Rand, lines int) []byte {
	countries := []string{"de", "fr", "it", "jp", "us"}
	subjects := []string{"history", "cooking", "travel", "poetry", "crime", "chess"}
	var file bytes.Buffer
	for range lines {
		fmt.Fprintf(&file, "%s,%s,%d,%d\n", countries[r.IntN(len(countries))], subjects[r.IntN(len(subjects))], 1+r.IntN(5), 495+50*r.IntN(80))
	}
	return file.Bytes()
}
