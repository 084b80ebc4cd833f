// Command nats writes the configuration of a NATS server on which each service
// of Dateline has a user of its own, with the least rights that let it do its
// work, and the secrets of these users:
//
//	go run ./deployments/nats -out DIR [-prefix news] [-users nkey|password] [-tls HOST,…]
//
// It needs no server and changes none. A secret that is there already is kept,
// so that running it again after an upgrade brings new rights and nothing else;
// -force makes all of them anew.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

func main() {
	err := run(os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintf(os.Stderr, "nats: %v\n", err)
		os.Exit(1)
	}
}

// options is the command line.
type options struct {
	out, at, data, listen, prefix string
	// password is set for users with passwords in place of nkeys.
	password bool
	// hosts are the names of the server in its certificate; empty: no TLS.
	hosts    []string
	replicas []string
	force    bool
	names    bus.Names
}

func run(args []string, stdout io.Writer) error {
	o, err := parse(args, stdout)
	if err != nil {
		return err
	}
	return generate(o, stdout)
}

func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("nats", flag.ContinueOnError)
	fs.SetOutput(stdout)
	fs.StringVar(&o.out, "out", "", "write into `DIR`")
	fs.StringVar(&o.at, "at", "", "where the files of DIR will lie on the machines that use them, such as /etc/dateline/nats (default: DIR itself)")
	fs.StringVar(&o.data, "data", "/data", "`folder` of the streams on the server")
	fs.StringVar(&o.listen, "listen", "0.0.0.0:4222", "`address` that the server listens on")
	fs.StringVar(&o.prefix, "prefix", "news", "prefix of streams, subjects and buckets: DATELINE_NATS_PREFIX")
	users := fs.String("users", "nkey", "`nkey|password`: how users say who they are")
	hosts := fs.String("tls", "", "names and addresses of the server, comma separated: TLS with certificates from an authority of its own, for the server and for every user")
	replicas := fs.String("replicas", "", "names of the copies of the index (DATELINE_INDEX_REPLICA), comma separated: keeps all others from their positions")
	fs.BoolVar(&o.force, "force", false, "make all secrets anew")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	switch {
	case fs.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	case o.out == "":
		return o, errors.New("name the folder to write into with -out DIR")
	case !bus.ValidPrefix(o.prefix):
		return o, fmt.Errorf("-prefix is %q: use 1 to 32 of a-z, 0-9 and -, a letter first", o.prefix)
	case *users != "nkey" && *users != "password":
		return o, fmt.Errorf("-users is %q: use nkey or password", *users)
	}
	o.password = *users == "password"
	o.names = bus.Names{Prefix: o.prefix}
	o.hosts = list(*hosts)
	o.replicas = list(*replicas)
	for _, r := range o.replicas {
		if !news.ValidToken(r) {
			return o, fmt.Errorf("-replicas has %q: use 1 to 64 of A-Z, a-z, 0-9, _ and - for each", r)
		}
	}
	var err error
	if o.out, err = filepath.Abs(o.out); err != nil {
		return o, err
	}
	if o.at == "" {
		o.at = o.out
	}
	for _, v := range []string{o.at, o.data, o.listen} {
		if strings.ContainsAny(v, "\"\\ \n$#") {
			return o, fmt.Errorf("%q has a character that cannot be in a path or an address of the configuration", v)
		}
	}
	return o, nil
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// generate writes all files.
func generate(o options, stdout io.Writer) error {
	if err := os.MkdirAll(filepath.Join(o.out, "users"), 0o700); err != nil {
		return err
	}
	users := layout{names: o.names, replicas: o.replicas}.users()
	ids := map[string]identity{}
	for _, u := range users {
		id, err := o.identity(u.name)
		if err != nil {
			return fmt.Errorf("making the secret of %s: %w", u.name, err)
		}
		ids[u.name] = id
	}
	if len(o.hosts) > 0 {
		if err := o.certificates(users); err != nil {
			return fmt.Errorf("making certificates: %w", err)
		}
	}
	for _, u := range users {
		if err := put(filepath.Join(o.out, "users", u.name+".env"), o.environment(u), 0o600); err != nil {
			return err
		}
	}
	if err := put(filepath.Join(o.out, "server.conf"), o.server(users, ids), 0o600); err != nil {
		return err
	}
	_, err := fmt.Fprintf(stdout, `Written to %s:
  server.conf    nats-server -c %s
  users/NAME.env the settings of each user: ingestd, enrichd, indexd, newsq, reader, subscriber, admin
The streams are made once, as admin:
  set -a; . %s; set +a; go run ./deployments/standalone -streams apply
After a change: nats-server --signal reload
`, o.out, filepath.Join(o.at, "server.conf"), filepath.Join(o.out, "users", "admin.env"))
	return err
}

// put makes a file that is whole or not there.
func put(path, content string, mode os.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.WriteString(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
