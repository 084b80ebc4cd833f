package discover

// Refresh is where a page leads by a meta element.
var Refresh = refresh
