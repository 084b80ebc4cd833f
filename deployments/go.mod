module github.com/dateline-news/dateline/deployments

go 1.26.0

require (
	github.com/dateline-news/dateline/enrich v0.0.0
	github.com/dateline-news/dateline/index v0.0.0
	github.com/dateline-news/dateline/ingest v0.0.0
	github.com/dateline-news/dateline/shared v0.0.0
	github.com/mmcdole/gofeed v1.4.2
	github.com/mmcdole/goxpp/v2 v2.0.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/text v0.43.0
)

replace (
	github.com/dateline-news/dateline/enrich => ../enrich
	github.com/dateline-news/dateline/index => ../index
	github.com/dateline-news/dateline/ingest => ../ingest
	github.com/dateline-news/dateline/shared => ../shared
)
