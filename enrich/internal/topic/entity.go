package topic

import "github.com/dateline-news/dateline/shared/news"

// leadBytes is how far the opening of a text goes for a mention of an entity.
const leadBytes = 400

// weighEntities adds what the knowledge base knows of the entities.
func (c *Classifier) weighEntities(entities []news.Entity, s *scratch) {
	for i := range entities {
		e := &entities[i]
		votes := c.knowledge.ids[e.ID]
		if votes == nil {
			votes = c.knowledge.kinds[e.Kind]
		}
		if votes == nil {
			continue
		}
		var seen float32
		title := false
		for _, m := range e.Mentions {
			switch {
			case m.Field == news.FieldTitle:
				seen += weightTitle
				title = true
			case m.Start < leadBytes:
				seen += weightLead
			default:
				seen += weightBody
			}
		}
		s.weigh(votes, seen, title)
	}
}
