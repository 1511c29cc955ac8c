"""The contract document `maillon-contract/1`: one portable file that holds a territorial contract."""
