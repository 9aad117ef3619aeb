// Says which Gitaly is built; go.sum pins its content. What Gitaly itself needs
// stands in its own go.mod and go.sum.
module gitaly-suite

go 1.26.0

require gitlab.com/gitlab-org/gitaly/v15 v15.11.0
