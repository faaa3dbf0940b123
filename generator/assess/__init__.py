"""Plan and evidence -> Assessment: pure, no AWS, the same bytes for the same evidence."""
