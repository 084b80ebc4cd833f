// Package alert matches every new article against standing queries.
package alert
