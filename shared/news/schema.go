package news

import _ "embed"

var (
	//go:embed article.schema.json
	articleSchema string
	//go:embed mention.schema.json
	mentionSchema string
	//go:embed event.schema.json
	eventSchema string
)

// Schema returns the JSON Schema (2020-12) of [Article].
func Schema() []byte { return []byte(articleSchema) }

// MentionSchema returns the JSON Schema of [MentionPointer]. It refers to
// that of the article as article.schema.json.
func MentionSchema() []byte { return []byte(mentionSchema) }

// EventSchema returns the JSON Schema of [Event]. It refers to that of the
// article as article.schema.json.
func EventSchema() []byte { return []byte(eventSchema) }
