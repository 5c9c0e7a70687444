"""What anybody may fetch of a town's public reports: GeoJSON, CSV and a workbook, in the fields of GeoReport bulk."""
