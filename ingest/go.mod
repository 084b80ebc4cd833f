module github.com/dateline-news/dateline/ingest

go 1.26.0

require (
	github.com/dateline-news/dateline/shared v0.0.0
	github.com/mmcdole/gofeed v1.4.2
	golang.org/x/net v0.62.0
	pgregory.net/rapid v1.3.0
	golang.org/x/text v0.43.0
	github.com/google/go-cmp v0.7.0
)

replace github.com/dateline-news/dateline/shared => ../shared
