package main

import "fmt"

const layers = 10

// inputsOf gives, for each of count nodes, the nodes that it depends on, all of them before it: the
// graphs of bench/engine/shapes.ts, node for node.
func inputsOf(shape string, count int) ([][]int, error) {
	graph := make([][]int, count)
	width := (count + layers - 1) / layers
	for index := 1; index < count; index++ {
		switch shape {
		case "chain":
			graph[index] = []int{index - 1}
		case "star":
			graph[index] = []int{0}
		case "layered":
			graph[index] = layered(index, width)
		default:
			return nil, fmt.Errorf("no graph is called %q: chain, star or layered", shape)
		}
	}
	return graph, nil
}

// layered is ten layers, each node on three of the layer above; all of the first layer on node 0.
func layered(index, width int) []int {
	layer := index / width
	if layer == 0 {
		return []int{0}
	}
	above, at := (layer-1)*width, index%width
	var inputs []int
	for _, offset := range []int{at, (at*7 + 1) % width, (at*13 + 2) % width} {
		input := above + offset
		known := false
		for _, one := range inputs {
			known = known || one == input
		}
		if !known {
			inputs = append(inputs, input)
		}
	}
	return inputs
}

func sequence(count int) []int {
	order := make([]int, count)
	for index := range order {
		order[index] = index
	}
	return order
}

// shuffled is 0 to count-1 in an order that looks random and is always the same.
func shuffled(count int) []int {
	order := sequence(count)
	seed := uint32(1)
	for last := count - 1; last > 0; last-- {
		seed = seed*1_664_525 + 1_013_904_223
		other := int(seed % uint32(last+1))
		order[last], order[other] = order[other], order[last]
	}
	return order
}
