module repository-size

go 1.23

require github.com/google/pprof v0.0.0-20250317173921-a4b03ec1a45e
