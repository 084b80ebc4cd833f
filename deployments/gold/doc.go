// Package gold scores the annotations of the sample newsroom's stories against
// those that people made and keeps the scores. It has no code of its own.
package gold
