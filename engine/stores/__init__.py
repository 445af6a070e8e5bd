"""Where a published version is served from: vectors in Milvus, films and versions in SQL."""
