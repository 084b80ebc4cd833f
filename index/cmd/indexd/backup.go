package main

import (
	"context"
	"time"

	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/daemon"
)

const backupHelp = `usage: indexd backup [-o text|json] DIR

Copies the index to DIR, a folder that is empty or not there yet, while
searches and indexing go on. The copy is the index as it was at one moment,
synced to disk, with a checksum of every file. A running indexd or standalone
writes it, so DIR must be one that its user may write to.

A backup that was cut short holds a file INCOMPLETE and is of no use; the same
command begins it again.

A complete one can be put back with "indexd restore DIR", and be searched where
it is: DATELINE_INDEX_READ_ONLY=true DATELINE_INDEX_DIR=DIR indexd
`

func backup(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(backupHelp)
	asJSON := f.JSON()
	if err := f.Read(args, 1, 1); err != nil {
		return err
	}
	dir, err := absolute(f.Arg(0))
	if err != nil {
		return err
	}
	began := time.Now()
	var b store.Backup
	if err := t.do(ctx, keep.TaskBackup, keep.BackupArgs{Dir: dir}, wantStream, &b); err != nil {
		return err
	}
	if asJSON() {
		return t.json(&b)
	}
	t.printf("backed up to %s: documents %d, slices %d, %.1f MB in %.1f s\n", dir, b.Documents, len(b.Slices), float64(b.Bytes)/1e6, time.Since(began).Seconds())
	if b.Resume == nil {
		t.printf("how far the stream was is not known: a restored copy reads it from its beginning\n")
	}
	return nil
}

const restoreHelp = `usage: indexd restore [-check] DIR

Makes the index folder (DATELINE_INDEX_DIR), which must be empty or not there
yet, from the backup in DIR, and compares every byte with its checksum. The
copy has a name of its own among those that read the stream: beside the index
that was backed up it is one more. Start indexd on it, and it catches up with
what came since, from where the backup ended if the stream is still the same.

  -check  only read the backup and compare the checksums

A restore that was cut short leaves a folder that indexd refuses; the same
command begins it again.
`

func restore(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(restoreHelp)
	check := f.Bool("check", false, "")
	if err := f.Read(args, 1, 1); err != nil {
		return err
	}
	from, err := absolute(f.Arg(0))
	if err != nil {
		return err
	}
	note := newNoting(t.stderr)
	tell := keep.TellCopied("bytes read", note.progress)
	if *check {
		b, err := store.ReadBackup(from)
		if err != nil {
			return err
		}
		if err := b.Check(ctx, from, tell); err != nil {
			return err
		}
		t.printf("the backup of %s is whole: documents %d, slices %d, files %d, %.1f MB\n", b.Made.Format(time.RFC3339), b.Documents, len(b.Slices), len(b.Files), float64(b.Bytes)/1e6)
		return nil
	}
	b, err := store.Restore(ctx, from, t.dir, tell)
	if err != nil {
		return err
	}
	t.printf("restored the index of %s to %s: documents %d, slices %d; start indexd, and it catches up with the stream\n", b.Made.Format(time.RFC3339), t.dir, b.Documents, len(b.Slices))
	return nil
}

const retireHelp = `usage: indexd retire [-undo] MONTH

Deletes the articles that were first seen in MONTH, such as 2016-12, from this
index, for good: neither the stream nor a rebuild brings them back. Searches go
on. DATELINE_INDEX_RETENTION does this by itself, month by month.

  -undo  take articles of a retired month again. What the stream still holds of
         it comes back with "indexd verify -mend"; the rest is gone.
`

func retire(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(retireHelp)
	undo := f.Bool("undo", false, "")
	if err := f.Read(args, 1, 1); err != nil {
		return err
	}
	var r store.Retirement
	if err := t.do(ctx, keep.TaskRetire, keep.RetireArgs{Month: f.Arg(0), Undo: *undo}, noStream, &r); err != nil {
		return err
	}
	if *undo {
		t.printf("articles of %s are taken again; indexd verify -mend brings back what the stream holds of it\n", r.Month)
		return nil
	}
	t.printf("retired %s: documents deleted %d\n", r.Month, r.Documents)
	return nil
}

const rebuildHelp = `usage: indexd rebuild [-o text|json]

Makes the index anew from the articles that it holds, newest month first, beside
the old one, and lets it take the old one's place when it is whole. Searches and
indexing go on. It needs as much free disk as the index has. After a change of
format indexd does it by itself.

A rebuild in a running indexd or standalone goes on when this command ends;
"newsq stats" shows how far it is. One in a folder that nobody has open is cut
short with the command, and taken up again by the next start.
`

func rebuild(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(rebuildHelp)
	asJSON := f.JSON()
	if err := f.Read(args, 0, 0); err != nil {
		return err
	}
	var r keep.Rebuilt
	if err := t.do(ctx, keep.TaskRebuild, struct{}{}, noStream, &r); err != nil {
		return err
	}
	if asJSON() {
		return t.json(&r)
	}
	t.printf("rebuilt: documents %d, slices %d, in %.1f s\n", r.Documents, r.Slices, r.Seconds)
	if r.Unreadable > 0 {
		t.printf("documents that could not be read: %d; their month is set aside in %s/torn, and a running indexd fetches what the stream still holds of them\n", r.Unreadable, t.dir)
	}
	return nil
}
