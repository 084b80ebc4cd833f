package robots

// Cached returns how many sites are remembered, and their size.
func (r *Robots) Cached() (sites, bytes int) { return r.cache.order.Len(), r.cache.bytes }
