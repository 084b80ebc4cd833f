package telemetry

import "fmt"

// Bytes prints a number of bytes with a unit, rounded down, such as "1.9 GiB",
// for messages to people: what is nearly there is not shown as there.
func Bytes(n uint64) string {
	const unit = 1024
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	value, prefix := float64(n)/unit, 0
	for value >= unit {
		value /= unit
		prefix++
	}
	return fmt.Sprintf("%.1f %ciB", float64(int(value*10))/10, "KMGTPE"[prefix])
}
