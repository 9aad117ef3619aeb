// Package covers makes thumbnails of book covers.
package covers

import (
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
)

// Thumbnail writes a smaller copy of an image, at most size pixels wide and
// high, as JPEG.
func Thumbnail(w io.Writer, cover image.Image, size int) error {
	small := scale(cover, size)
	sharpen(small)
	return jpeg.Encode(w, small, &jpeg.Options{Quality: 80})
}

// scale averages the pixels of the source under each pixel of the result.
func scale(src image.Image, size int) *image.RGBA {
	from := src.Bounds()
	width, height := fit(from.Dx(), from.Dy(), size)
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := span(y, height, from.Dy())
		for x := range width {
			left, right := span(x, width, from.Dx())
			area := image.Rect(left, top, right, bottom).Add(from.Min)
			dst.SetRGBA(x, y, average(src, area))
		}
	}
	return dst
}

// fit keeps the proportions.
func fit(width, height, size int) (int, int) {
	longest := max(width, height)
	if longest <= size {
		return width, height
	}
	return max(1, width*size/longest), max(1, height*size/longest)
}

// span returns the source pixels from..to that pixel i of n covers.
func span(i, n, source int) (from, to int) {
	from, to = i*source/n, (i+1)*source/n
	return from, max(to, from+1)
}

func average(src image.Image, area image.Rectangle) color.RGBA {
	var sum [4]uint32
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			r, g, b, a := src.At(x, y).RGBA()
			sum[0] += r >> 8
			sum[1] += g >> 8
			sum[2] += b >> 8
			sum[3] += a >> 8
		}
	}
	n := uint32(area.Dx() * area.Dy())
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n)}
}

// sharpen makes each pixel differ a little more from its neighbours.
func sharpen(m *image.RGBA) {
	soft := image.NewRGBA(m.Bounds())
	draw.Draw(soft, soft.Bounds(), m, image.Point{}, draw.Src)
	for y := 1; y < m.Rect.Dy()-1; y++ {
		for x := 1; x < m.Rect.Dx()-1; x++ {
			at := m.PixOffset(x, y)
			for c := range 3 {
				i := at + c
				around := int(soft.Pix[i-4]) + int(soft.Pix[i+4]) + int(soft.Pix[i-m.Stride]) + int(soft.Pix[i+m.Stride])
				m.Pix[i] = clamp(int(soft.Pix[i]) + (4*int(soft.Pix[i])-around)/8)
			}
		}
	}
}

func clamp(v int) uint8 { return uint8(min(max(v, 0), 255)) }
