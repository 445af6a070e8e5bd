"""The stores that serve published versions: vectors in Milvus, films and versions in SQL."""
