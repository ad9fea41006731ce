"""Files of service requests for other programs: CSV and XLSX for a spreadsheet, GeoJSON for a map."""
