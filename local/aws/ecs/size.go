package ecs

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// span is a range of memory in MiB, in steps.
type span struct{ least, most, step int }

// sizes are the memory values that go with each CPU value on Fargate.
// AWS: "Amazon ECS Developer Guide, Amazon ECS task definition parameters for Fargate, Task size".
var sizes = map[int]span{
	256: {512, 2048, 0}, 512: {1024, 4096, 1024}, 1024: {2048, 8192, 1024}, 2048: {4096, 16384, 1024},
	4096: {8192, 30720, 1024}, 8192: {16384, 61440, 4096}, 16384: {32768, 122880, 8192},
}

// smallest is the first CPU value, whose memory values have no even step.
const smallest = 256

// units reads a size such as 256, ".25 vCPU", 1024 or "1 GB".
func units(text, unit string) (int, error) {
	if number, isUnit := strings.CutSuffix(strings.ToLower(strings.ReplaceAll(text, " ", "")), strings.ToLower(unit)); isUnit {
		value, err := strconv.ParseFloat(number, 64)
		return int(value * 1024), err
	}
	return strconv.Atoi(text)
}

// checkSize refuses pairs that Fargate does not have.
func checkSize(cpuText, memoryText string) error {
	cpu, err := units(cpuText, "vCPU")
	if err != nil {
		return fmt.Errorf("cpu is %q, but must be CPU units such as 256", cpuText)
	}
	memory, err := units(memoryText, "GB")
	if err != nil {
		return fmt.Errorf("memory is %q, but must be MiB such as 512", memoryText)
	}
	fit, known := sizes[cpu]
	if !known {
		var all []string
		for _, each := range slices.Sorted(maps.Keys(sizes)) {
			all = append(all, strconv.Itoa(each))
		}
		return fmt.Errorf("cpu is %d, but must be one of %s", cpu, strings.Join(all, ", "))
	}
	if cpu == smallest && slices.Contains([]int{512, 1024, 2048}, memory) {
		return nil
	}
	if cpu == smallest {
		return fmt.Errorf("no Fargate configuration has cpu %d and memory %d; memory must be 512, 1024 or 2048", cpu, memory)
	}
	if memory < fit.least || memory > fit.most || memory%fit.step != 0 {
		return fmt.Errorf("no Fargate configuration has cpu %d and memory %d; memory must be %d to %d in steps of %d",
			cpu, memory, fit.least, fit.most, fit.step)
	}
	return nil
}
