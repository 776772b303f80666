module holdfast/bench/engine

go 1.24.2

require (
	github.com/juju/clock v1.0.3
	github.com/juju/worker/v5 v5.0.0
)

require (
	github.com/juju/collections v0.0.0-20220203020748-febd7cad8a7a // indirect
	github.com/juju/errors v1.0.0 // indirect
	golang.org/x/net v0.30.0 // indirect
	gopkg.in/tomb.v2 v2.0.0-20161208151619-d5d1b5820637 // indirect
)
