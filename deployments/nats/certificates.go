package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// How long certificates hold. Running the program with -force renews them.
const (
	authorityYears   = 10
	certificateYears = 2
)

// authority signs certificates of this installation and of nothing else.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// certificates makes an authority and a certificate for the server and each
// user, except those that are there.
func (o options) certificates(users []user) error {
	ca, err := o.authority()
	if err != nil {
		return err
	}
	server := &x509.Certificate{
		Subject:     pkix.Name{CommonName: "Dateline NATS server"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range o.hosts {
		if ip := net.ParseIP(h); ip != nil {
			server.IPAddresses = append(server.IPAddresses, ip)
		} else {
			server.DNSNames = append(server.DNSNames, h)
		}
	}
	if err := o.issue(ca, "server", server); err != nil {
		return err
	}
	for _, u := range users {
		err := o.issue(ca, filepath.Join("users", u.name), &x509.Certificate{
			Subject:     pkix.Name{CommonName: u.name},
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// authority reads the authority of the output, or makes it.
func (o options) authority() (*authority, error) {
	if o.exists("ca.pem") {
		return o.readAuthority()
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "Dateline NATS authority"},
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
	der, err := sign(template, template, &key.PublicKey, key, authorityYears)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &authority{certificate, key}, o.write("ca", der, key)
}

func (o options) readAuthority() (*authority, error) {
	var blocks [2]*pem.Block
	for i, name := range []string{"ca.pem", "ca.key"} {
		data, err := os.ReadFile(filepath.Join(o.out, name))
		if err != nil {
			return nil, err
		}
		if blocks[i], _ = pem.Decode(data); blocks[i] == nil {
			return nil, fmt.Errorf("%s is not in PEM form: remove it or use -force", name)
		}
	}
	certificate, err1 := x509.ParseCertificate(blocks[0].Bytes)
	key, err2 := x509.ParseECPrivateKey(blocks[1].Bytes)
	return &authority{certificate, key}, errors.Join(err1, err2)
}

// issue makes NAME.pem and NAME.key, unless they are there.
func (o options) issue(ca *authority, name string, template *x509.Certificate) error {
	if o.exists(name + ".pem") {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	der, err := sign(template, ca.certificate, &key.PublicKey, ca.key, certificateYears)
	if err != nil {
		return err
	}
	return o.write(name, der, key)
}

func sign(template, parent *x509.Certificate, public *ecdsa.PublicKey, key *ecdsa.PrivateKey, years int) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	// A clock may lag a little behind this one.
	template.NotBefore = time.Now().Add(-time.Hour)
	template.NotAfter = time.Now().AddDate(years, 0, 0)
	return x509.CreateCertificate(rand.Reader, template, parent, public, key)
}

// write stores a certificate and its key.
func (o options) write(name string, der []byte, key *ecdsa.PrivateKey) error {
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	block := func(kind string, data []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
	}
	return errors.Join(
		put(filepath.Join(o.out, name+".key"), block("EC PRIVATE KEY", secret), 0o600),
		put(filepath.Join(o.out, name+".pem"), block("CERTIFICATE", der), 0o644),
	)
}
