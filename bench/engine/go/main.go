// Measures Juju's own dependency engine on the graphs that bench/engine/one.ts measures ours on, with
// the same workers: each only waits to be told to stop, or bounces when asked. Prints JSON, in ms.
//
//	go run . chain|star|layered COUNT [plain|optional|delayed]
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/juju/clock"
	"github.com/juju/worker/v5"
	"github.com/juju/worker/v5/dependency"
)

type measured struct {
	Start        float64 `json:"start"`
	Bounce       float64 `json:"bounce"`
	Stop         float64 `json:"stop"`
	ColdStarts   float64 `json:"coldStarts"`
	BounceStarts float64 `json:"bounceStarts"`
}

// waiting is a worker that waits to be told.
type waiting struct {
	done chan error
}

func (w *waiting) Kill()       { w.end(nil) }
func (w *waiting) Bounce()     { w.end(dependency.ErrBounce) }
func (w *waiting) Wait() error { err := <-w.done; w.end(err); return err }

// end is the worker's end; all but the first are ignored, and Wait may be called often.
func (w *waiting) end(err error) {
	select {
	case w.done <- err:
	default:
	}
}

// quiet is a logger that says nothing.
type quiet struct{}

func (quiet) Tracef(string, ...interface{}) {}
func (quiet) Debugf(string, ...interface{}) {}
func (quiet) Infof(string, ...interface{})  {}
func (quiet) Errorf(string, ...interface{}) {}

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: go run . chain|star|layered COUNT [plain|optional|delayed]"))
	}
	count, err := strconv.Atoi(os.Args[2])
	if err != nil || count < 1 {
		fail(fmt.Errorf("COUNT must be a number above 0"))
	}
	variant := "plain"
	if len(os.Args) > 3 {
		variant = os.Args[3]
	}
	figures, err := measure(os.Args[1], count, variant)
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(figures); err != nil {
		fail(err)
	}
}

func measure(shape string, count int, variant string) (measured, error) {
	graph, err := inputsOf(shape, count)
	if err != nil {
		return measured{}, err
	}
	delay := time.Duration(0)
	if variant == "delayed" {
		delay = 10 * time.Millisecond
	}
	order := sequence(count)
	if variant == "optional" {
		order = shuffled(count)
	}
	watch := stopwatch{time.Now()}
	engine, err := dependency.NewEngine(dependency.EngineConfig{
		IsFatal:       func(error) bool { return false },
		WorstError:    func(err, _ error) error { return err },
		ErrorDelay:    0,
		BounceDelay:   delay,
		BackoffFactor: 1,
		Clock:         clock.WallClock,
		Metrics:       dependency.DefaultMetrics(),
		Logger:        quiet{},
	})
	if err != nil {
		return measured{}, err
	}

	// Whoever starts says which round it belongs to by the round of what it depends on: a worker that
	// runs on an input of this round, or is the root of it, is up again.
	var starts atomic.Int64
	up := make([]atomic.Int64, count)
	var round atomic.Int64
	round.Store(1)
	var present atomic.Int64
	all := make(chan struct{}, 1)
	roots := make(chan *waiting, 1)
	for _, index := range order {
		mine := graph[index]
		inputs := make([]string, len(mine))
		for at, input := range mine {
			inputs[at] = name(input)
		}
		err := engine.Install(name(index), dependency.Manifold{
			Inputs: inputs,
			Start: func(_ context.Context, getter dependency.Getter) (worker.Worker, error) {
				for _, input := range inputs {
					var out int
					if err := getter.Get(input, &out); err != nil && variant != "optional" {
						return nil, err
					}
				}
				starts.Add(1)
				w := &waiting{done: make(chan error, 1)}
				if index == 0 {
					select {
					case <-roots:
					default:
					}
					roots <- w
				}
				now := round.Load()
				current := true
				for _, input := range mine {
					current = current && up[input].Load() == now
				}
				if current && up[index].Swap(now) != now && present.Add(1) == int64(count) {
					all <- struct{}{}
				}
				return w, nil
			},
			Output: func(_ worker.Worker, out interface{}) error {
				*out.(*int) = index
				return nil
			},
		})
		if err != nil {
			return measured{}, err
		}
	}
	<-all
	figures := measured{Start: watch.lap(), ColdStarts: float64(starts.Load()) / float64(count)}

	starts.Store(0)
	present.Store(0)
	round.Add(1)
	watch.lap()
	(<-roots).Bounce()
	<-all
	figures.Bounce = watch.lap()
	figures.BounceStarts = float64(starts.Load()) / float64(count)

	watch.lap()
	engine.Kill()
	if err := engine.Wait(); err != nil {
		return measured{}, err
	}
	figures.Stop = watch.lap()
	return figures, nil
}

// stopwatch gives the ms since its last lap.
type stopwatch struct{ since time.Time }

func (s *stopwatch) lap() float64 {
	now := time.Now()
	lap := now.Sub(s.since)
	s.since = now
	return float64(lap.Microseconds()) / 1000
}

func name(index int) string { return "worker-" + strconv.Itoa(index) }

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
