package enrich

import "github.com/dateline-news/dateline/shared/news"

// SetAnnotate replaces the pipeline of a service.
func SetAnnotate(s *Service, f func(*news.Article) *news.Annotations) { s.annotate = f }
