package bus

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// permitted is a JetStream client whose requests fail at once, with a
// [*PermissionError], where the server does not permit them; the library
// itself would wait for an answer that never comes.
type permitted struct {
	jetstream.JetStream
	refusals *refusals
}

// asking makes a request that is refused by one of the subjects, or parts of
// subjects.
func asking[T any](ctx context.Context, r *refusals, request func(context.Context) (T, error), subjects ...string) (T, error) {
	ctx, end := r.wait(ctx, subjects...)
	answer, err := request(ctx)
	return answer, end(err)
}

// telling is asking without an answer.
func telling(ctx context.Context, r *refusals, request func(context.Context) error, subjects ...string) error {
	ctx, end := r.wait(ctx, subjects...)
	return end(request(ctx))
}

func (p *permitted) Publish(ctx context.Context, subject string, data []byte, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	return asking(ctx, p.refusals, func(ctx context.Context) (*jetstream.PubAck, error) {
		return p.JetStream.Publish(ctx, subject, data, opts...)
	}, subject)
}

func (p *permitted) PublishMsg(ctx context.Context, m *nats.Msg, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	return asking(ctx, p.refusals, func(ctx context.Context) (*jetstream.PubAck, error) {
		return p.JetStream.PublishMsg(ctx, m, opts...)
	}, m.Subject)
}

func (p *permitted) Stream(ctx context.Context, name string) (jetstream.Stream, error) {
	s, err := asking(ctx, p.refusals, func(ctx context.Context) (jetstream.Stream, error) {
		return p.JetStream.Stream(ctx, name)
	}, ".STREAM.INFO."+name)
	return p.stream(s, name, err)
}

func (p *permitted) CreateStream(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	s, err := asking(ctx, p.refusals, func(ctx context.Context) (jetstream.Stream, error) {
		return p.JetStream.CreateStream(ctx, cfg)
	}, ".STREAM.CREATE."+cfg.Name)
	return p.stream(s, cfg.Name, err)
}

func (p *permitted) UpdateStream(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	s, err := asking(ctx, p.refusals, func(ctx context.Context) (jetstream.Stream, error) {
		return p.JetStream.UpdateStream(ctx, cfg)
	}, ".STREAM.UPDATE."+cfg.Name)
	return p.stream(s, cfg.Name, err)
}

func (p *permitted) stream(s jetstream.Stream, name string, err error) (jetstream.Stream, error) {
	if err != nil {
		return nil, err
	}
	return &permittedStream{Stream: s, name: name, refusals: p.refusals}, nil
}

func (p *permitted) Consumer(ctx context.Context, stream, name string) (jetstream.Consumer, error) {
	c, err := asking(ctx, p.refusals, func(ctx context.Context) (jetstream.Consumer, error) {
		return p.JetStream.Consumer(ctx, stream, name)
	}, ".CONSUMER.INFO."+stream+".")
	return consumerOf(c, stream, p.refusals, err)
}

func (p *permitted) CreateConsumer(ctx context.Context, stream string, cfg jetstream.ConsumerConfig) (jetstream.Consumer, error) {
	c, err := asking(ctx, p.refusals, func(ctx context.Context) (jetstream.Consumer, error) {
		return p.JetStream.CreateConsumer(ctx, stream, cfg)
	}, ".CONSUMER.CREATE."+stream+".")
	return consumerOf(c, stream, p.refusals, err)
}

func (p *permitted) DeleteConsumer(ctx context.Context, stream, name string) error {
	return telling(ctx, p.refusals, func(ctx context.Context) error {
		return p.JetStream.DeleteConsumer(ctx, stream, name)
	}, ".CONSUMER.DELETE."+stream+".")
}

func (p *permitted) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	kv, err := asking(ctx, p.refusals, func(ctx context.Context) (jetstream.KeyValue, error) {
		return p.JetStream.KeyValue(ctx, bucket)
	}, ".KV_"+bucket)
	return p.keyValue(kv, bucket, err)
}

func (p *permitted) CreateKeyValue(ctx context.Context, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	kv, err := asking(ctx, p.refusals, func(ctx context.Context) (jetstream.KeyValue, error) {
		return p.JetStream.CreateKeyValue(ctx, cfg)
	}, ".STREAM.CREATE.KV_"+cfg.Bucket)
	return p.keyValue(kv, cfg.Bucket, err)
}

func (p *permitted) keyValue(kv jetstream.KeyValue, bucket string, err error) (jetstream.KeyValue, error) {
	if err != nil {
		return nil, err
	}
	return &permittedBucket{KeyValue: kv, parts: []string{"KV_" + bucket, "$KV." + bucket + "."}, refusals: p.refusals}, nil
}

// permittedStream is described at permitted.
type permittedStream struct {
	jetstream.Stream
	name     string
	refusals *refusals
}

func (s *permittedStream) Info(ctx context.Context, opts ...jetstream.StreamInfoOpt) (*jetstream.StreamInfo, error) {
	return asking(ctx, s.refusals, func(ctx context.Context) (*jetstream.StreamInfo, error) {
		return s.Stream.Info(ctx, opts...)
	}, ".STREAM.INFO."+s.name)
}

func (s *permittedStream) Purge(ctx context.Context, opts ...jetstream.StreamPurgeOpt) error {
	return telling(ctx, s.refusals, func(ctx context.Context) error {
		return s.Stream.Purge(ctx, opts...)
	}, ".STREAM.PURGE."+s.name)
}

func (s *permittedStream) GetMsg(ctx context.Context, seq uint64, opts ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	return asking(ctx, s.refusals, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.Stream.GetMsg(ctx, seq, opts...)
	}, ".GET."+s.name)
}

func (s *permittedStream) GetLastMsgForSubject(ctx context.Context, subject string) (*jetstream.RawStreamMsg, error) {
	return asking(ctx, s.refusals, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
		return s.Stream.GetLastMsgForSubject(ctx, subject)
	}, ".GET."+s.name)
}

func (s *permittedStream) DeleteMsg(ctx context.Context, seq uint64) error {
	return telling(ctx, s.refusals, func(ctx context.Context) error {
		return s.Stream.DeleteMsg(ctx, seq)
	}, ".STREAM.MSG.DELETE."+s.name)
}

func (s *permittedStream) SecureDeleteMsg(ctx context.Context, seq uint64) error {
	return telling(ctx, s.refusals, func(ctx context.Context) error {
		return s.Stream.SecureDeleteMsg(ctx, seq)
	}, ".STREAM.MSG.DELETE."+s.name)
}

func (s *permittedStream) ListConsumers(ctx context.Context) jetstream.ConsumerInfoLister {
	ctx, end := s.refusals.wait(ctx, ".CONSUMER.LIST."+s.name)
	return &permittedLister{ConsumerInfoLister: s.Stream.ListConsumers(ctx), end: end}
}

// permittedLister is described at permitted.
type permittedLister struct {
	jetstream.ConsumerInfoLister
	end func(error) error
}

func (l *permittedLister) Err() error { return l.end(l.ConsumerInfoLister.Err()) }

// consumerOf is described at permitted.
func consumerOf(c jetstream.Consumer, stream string, r *refusals, err error) (jetstream.Consumer, error) {
	if err != nil {
		return nil, err
	}
	return &permittedConsumer{Consumer: c, stream: stream, refusals: r}, nil
}

type permittedConsumer struct {
	jetstream.Consumer
	stream   string
	refusals *refusals
}

func (c *permittedConsumer) Info(ctx context.Context) (*jetstream.ConsumerInfo, error) {
	return asking(ctx, c.refusals, func(ctx context.Context) (*jetstream.ConsumerInfo, error) {
		return c.Consumer.Info(ctx)
	}, ".CONSUMER.INFO."+c.stream+".")
}

func (c *permittedConsumer) Fetch(n int, opts ...jetstream.FetchOpt) (jetstream.MessageBatch, error) {
	return c.batch(func() (jetstream.MessageBatch, error) { return c.Consumer.Fetch(n, opts...) })
}

func (c *permittedConsumer) FetchNoWait(n int) (jetstream.MessageBatch, error) {
	return c.batch(func() (jetstream.MessageBatch, error) { return c.Consumer.FetchNoWait(n) })
}

func (c *permittedConsumer) batch(fetch func() (jetstream.MessageBatch, error)) (jetstream.MessageBatch, error) {
	began := time.Now()
	batch, err := fetch()
	if err != nil {
		return nil, err
	}
	return &permittedBatch{MessageBatch: batch, began: began, subject: ".MSG.NEXT." + c.stream + "." + c.CachedInfo().Name, refusals: c.refusals}, nil
}

// permittedBatch is described at permitted: a request for messages that was
// refused ends like one for which there are none.
type permittedBatch struct {
	jetstream.MessageBatch
	began    time.Time
	subject  string
	refusals *refusals
}

func (b *permittedBatch) Error() error {
	err := b.MessageBatch.Error()
	if err == nil || quiet(err) {
		if refused := b.refusals.since(b.began, b.subject); refused != nil {
			return refused
		}
	}
	return err
}

// permittedBucket is described at permitted.
type permittedBucket struct {
	jetstream.KeyValue
	parts    []string
	refusals *refusals
}

func (k *permittedBucket) Get(ctx context.Context, key string) (jetstream.KeyValueEntry, error) {
	return asking(ctx, k.refusals, func(ctx context.Context) (jetstream.KeyValueEntry, error) {
		return k.KeyValue.Get(ctx, key)
	}, k.parts...)
}

func (k *permittedBucket) Put(ctx context.Context, key string, value []byte) (uint64, error) {
	return asking(ctx, k.refusals, func(ctx context.Context) (uint64, error) { return k.KeyValue.Put(ctx, key, value) }, k.parts...)
}

func (k *permittedBucket) Create(ctx context.Context, key string, value []byte, opts ...jetstream.KVCreateOpt) (uint64, error) {
	return asking(ctx, k.refusals, func(ctx context.Context) (uint64, error) {
		return k.KeyValue.Create(ctx, key, value, opts...)
	}, k.parts...)
}

func (k *permittedBucket) Update(ctx context.Context, key string, value []byte, revision uint64) (uint64, error) {
	return asking(ctx, k.refusals, func(ctx context.Context) (uint64, error) {
		return k.KeyValue.Update(ctx, key, value, revision)
	}, k.parts...)
}

func (k *permittedBucket) Delete(ctx context.Context, key string, opts ...jetstream.KVDeleteOpt) error {
	return telling(ctx, k.refusals, func(ctx context.Context) error { return k.KeyValue.Delete(ctx, key, opts...) }, k.parts...)
}
