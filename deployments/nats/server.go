package main

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"

	"github.com/dateline-news/dateline/shared/bus"
)

// server is the text of the configuration. Websocket, MQTT, leaf nodes and
// monitoring over HTTP are off because nothing here turns them on.
func (o options) server(users []user, ids map[string]identity) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Written by deployments/nats of Dateline; run it again rather than edit this.
# Every write is synced before it is acknowledged, so that a power cut loses
# nothing; the server's own default is every two minutes.
server_name: dateline
listen: "%s"
max_payload: 1MB
max_connections: 1024
max_control_line: 4KB
write_deadline: "10s"

jetstream {
  store_dir: "%s"
  sync_interval: always
  # Room for every stream: see "Disk" in deployments/docs/operations.md.
  max_file_store: %d
  max_memory_store: 268435456
}
`, o.listen, o.data, bus.MaxStoreBytes+(1<<30))
	if len(o.hosts) > 0 {
		fmt.Fprintf(&b, `
tls {
  cert_file: "%s"
  key_file: "%s"
  ca_file: "%s"
  # Whoever has no certificate of this authority is not even asked for a name.
  verify: true
  min_version: "1.3"
  timeout: 10
}
`, o.path("server.pem"), o.path("server.key"), o.path("ca.pem"))
	}
	b.WriteString("\nauthorization {\n  # After a restart on a busy machine all clients come at once.\n  timeout: 10\n  users: [\n")
	for _, u := range users {
		fmt.Fprintf(&b, "    # %s: %s\n    {\n      %s\n      permissions {\n", u.name, u.does, ids[u.name].line)
		rules(&b, "publish", u.publish, u.denied)
		rules(&b, "subscribe", u.subscribe, u.hidden)
		if u.replies {
			b.WriteString("        allow_responses: { max: 1, expires: \"1m\" }\n")
		}
		b.WriteString("      }\n    }\n")
	}
	b.WriteString("  ]\n}\n")
	return b.String()
}

func rules(b *strings.Builder, what string, allow []grant, deny []string) {
	fmt.Fprintf(b, "        %s: {\n          allow: [\n", what)
	seen := map[string]bool{}
	for _, g := range allow {
		for _, s := range g {
			if !seen[s] {
				fmt.Fprintf(b, "            %q\n", s)
				seen[s] = true
			}
		}
	}
	b.WriteString("          ]\n")
	if len(deny) > 0 {
		b.WriteString("          deny: [\n")
		for _, s := range deny {
			fmt.Fprintf(b, "            %q\n", s)
		}
		b.WriteString("          ]\n")
	}
	b.WriteString("        }\n")
}

// path is where a file lies for those who use it.
func (o options) path(elements ...string) string {
	return filepath.Join(append([]string{o.at}, elements...)...)
}

// environment is the text of a file of settings, as systemd, Docker and shells
// read it.
func (o options) environment(u user) string {
	var b strings.Builder
	set := func(name, value string) { fmt.Fprintf(&b, "DATELINE_NATS_%s=%s\n", name, value) }
	fmt.Fprintf(&b, "# %s: %s\n", u.name, u.does)
	set("URL", o.url())
	set("PREFIX", o.prefix)
	if o.password {
		set("USER", u.name)
		set("PASSWORD_FILE", o.path("users", u.name+".password"))
	} else {
		set("NKEY", o.path("users", u.name+".nk"))
	}
	set("INBOX", inbox(u.name))
	if len(o.hosts) > 0 {
		set("TLS_CA", o.path("ca.pem"))
		set("TLS_CERT", o.path("users", u.name+".pem"))
		set("TLS_KEY", o.path("users", u.name+".key"))
	}
	if u.index && len(o.replicas) == 1 {
		fmt.Fprintf(&b, "DATELINE_INDEX_REPLICA=%s\n", o.replicas[0])
	}
	return b.String()
}

// url is where clients find the server.
func (o options) url() string {
	host, port, err := net.SplitHostPort(o.listen)
	if err != nil {
		return "nats://" + o.listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	if len(o.hosts) > 0 {
		return "tls://" + net.JoinHostPort(o.hosts[0], port)
	}
	return "nats://" + net.JoinHostPort(host, port)
}
