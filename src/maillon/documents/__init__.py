"""What travels: the contract document, workbooks, Word, PDF, open data. Never imports Django."""
