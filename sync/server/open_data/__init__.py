"""What anybody may fetch of a town's public reports: GeoJSON, CSV, a workbook, in the fields of bulk GeoReport."""
