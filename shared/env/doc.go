// Package env reads configuration structs from environment variables.
//
// It is kelseyhightower/envconfig with three promises added: every problem is
// reported at once and not only the first, a variable under our prefix that no
// setting reads is refused with the nearest name suggested, and secrets are
// never printed.
//
// A struct is described by its tags. Each field carries split_words:"true",
// desc:"…", and either default:"…" or required:"true"; a field with neither
// keeps the value that it has when [Load] is called, which must not be zero.
// Field types are those of envconfig, [Secret], and whatever implements
// encoding.TextUnmarshaler. Structs nest by topic: field NATS with field URL
// under the prefix DATELINE is DATELINE_NATS_URL.
//
// The package reads the process environment when asked and changes nothing in
// it. It does not read files other than those that *_FILE variables name.
package env
