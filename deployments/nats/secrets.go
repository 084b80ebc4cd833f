package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/nats-io/nkeys"
	"golang.org/x/crypto/bcrypt"

	"github.com/dateline-news/dateline/shared/env"
)

// identity is how the server knows a user: a line of its configuration, which
// has no secret in it.
type identity struct{ line string }

// identity makes the secret of a user, or takes the one that is there.
func (o options) identity(name string) (identity, error) {
	if o.password {
		secret, err := o.secret(filepath.Join("users", name+".password"), func() (string, error) { return rand.Text(), nil })
		if err != nil {
			return identity{}, err
		}
		// A password of 130 random bits needs no slow hash, and a server that
		// starts again has to check all its clients at once.
		hash, err := bcrypt.GenerateFromPassword([]byte(secret), bcrypt.MinCost)
		if err != nil {
			return identity{}, err
		}
		return identity{fmt.Sprintf("user: %q, password: %q", name, hash)}, nil
	}
	secret, err := o.secret(filepath.Join("users", name+".nk"), newSeed)
	if err != nil {
		return identity{}, err
	}
	pair, err := nkeys.ParseDecoratedUserNKey([]byte(secret))
	if err != nil {
		return identity{}, fmt.Errorf("the file %s has no seed: %w; remove it or use -force", name+".nk", err)
	}
	defer pair.Wipe()
	public, err := pair.PublicKey()
	if err != nil {
		return identity{}, err
	}
	return identity{"nkey: " + public}, nil
}

func newSeed() (string, error) {
	pair, err := nkeys.CreateUser()
	if err != nil {
		return "", err
	}
	defer pair.Wipe()
	seed, err := pair.Seed()
	return string(seed), err
}

// secret returns what is in a file of the output, and makes the file if there
// is none.
func (o options) secret(name string, fresh func() (string, error)) (string, error) {
	path := filepath.Join(o.out, name)
	if !o.force {
		old, err := env.ReadSecret(path)
		if !errors.Is(err, fs.ErrNotExist) {
			return old, err
		}
	}
	value, err := fresh()
	if err != nil {
		return "", err
	}
	return value, put(path, value+"\n", 0o600)
}

// exists reports a file of the output that is to be kept.
func (o options) exists(name string) bool {
	_, err := os.Stat(filepath.Join(o.out, name))
	return err == nil && !o.force
}
