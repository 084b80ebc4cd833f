module github.com/dateline-news/dateline/enrich

go 1.26.0

require github.com/dateline-news/dateline/shared v0.0.0

require github.com/google/go-cmp v0.7.0 // indirect

replace github.com/dateline-news/dateline/shared => ../shared
