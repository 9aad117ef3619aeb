"""Curves of bench/merge/run as SVG: time and memory over the number of profiles, both log."""

import html
import math

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, GAP = 400, 320, 62, 34, 56, 24
NAMES = {"go-pgo": "go-pgo merge", "pprof": "go tool pprof -proto", "inflate": "inflating alone"}

# GitLab shows it on white and on black: text and lines follow the reader's scheme.
STYLE = """
  text { font: 12px sans-serif; fill: #24292f }
  .grid { stroke: #8886; stroke-width: .5 }
  .go-pgo { stroke: #0969da; fill: #0969da } .pprof { stroke: #cf222e; fill: #cf222e } .inflate { stroke: #6e7781; fill: #6e7781 }
  path { fill: none !important; stroke-width: 2 } .copies { stroke-dasharray: 5 4 } circle { stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .go-pgo { stroke: #58a6ff; fill: #58a6ff } .pprof { stroke: #ff7b72; fill: #ff7b72 } .inflate { stroke: #9aa4ae; fill: #9aa4ae }
  }
"""


def curves(results, file, fields):
    titles = {"wall": "seconds, JVM start included", "cpu": "CPU seconds", "mib": "MiB of peak resident memory"}
    panels = [(field, titles[field]) for field in fields]
    parts = [panel(results, i, field, title) for i, (field, title) in enumerate(panels)]
    width = len(panels) * (WIDTH + GAP)
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 22}" width="{width}" height="{HEIGHT + 22}" role="img">\n'
        f"<title>Merging profiles: time and memory</title>\n<style>{STYLE}</style>\n"
        + "\n".join(parts + [legend(results)])
        + "\n</svg>\n"
    )


def panel(results, number, field, title):
    left = number * (WIDTH + GAP) + LEFT
    right, bottom = number * (WIDTH + GAP) + WIDTH, HEIGHT - BOTTOM
    sizes = sorted({r["size"] for r in results})
    low, high = decades([r[field] for r in results])
    first, last = math.log10(sizes[0]), math.log10(sizes[-1]) if len(sizes) > 1 else math.log10(sizes[0]) + 1

    def x(size):
        return left + (math.log10(size) - first) / (last - first) * (right - left)

    def y(value):
        return bottom - (math.log10(value) - low) / (high - low) * (bottom - TOP)

    out = [f'<text x="{left}" y="18">{html.escape(title)}</text>']
    for decade in range(low, high + 1):
        at = y(10**decade)
        out.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}"/>')
        out.append(f'<text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{10**decade:,g}</text>')
    for size in sizes:
        out.append(f'<line class="grid" x1="{x(size):.1f}" x2="{x(size):.1f}" y1="{TOP}" y2="{bottom}"/>')
        out.append(f'<text x="{x(size):.1f}" y="{bottom + 16}" text-anchor="middle">{size:,}</text>')
    for kind, name in dict.fromkeys((r["kind"], r["name"]) for r in results):
        points = [(x(r["size"]), y(r[field])) for r in results if (r["kind"], r["name"]) == (kind, name)]
        line = " L".join(f"{px:.1f} {py:.1f}" for px, py in points)
        out.append(f'<path class="{name} {kind}" d="M{line}"/>')
        out += [f'<circle class="{name}" cx="{px:.1f}" cy="{py:.1f}" r="3"/>' for px, py in points]
    return "\n".join(out)


def decades(values):
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def legend(results):
    out, at = [], LEFT
    for name in dict.fromkeys(r["name"] for r in results):
        out.append(f'<circle class="{name}" cx="{at}" cy="{HEIGHT - 8}" r="5"/><text x="{at + 10}" y="{HEIGHT - 4}">{NAMES[name]}</text>')
        at += 40 + 7 * len(NAMES[name])
    out.append(f'<text x="{at}" y="{HEIGHT - 4}">profiles: solid distinct, dashed copies of 143</text>')
    return "\n".join(out)
