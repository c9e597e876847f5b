def verify_task_completion(initial_db_path, final_db_path, final_answer=None):
    import sqlite3

    rows = sqlite3.connect(final_db_path).execute("SELECT status FROM orders WHERE order_code = 'O-11'").fetchall()
    return {"result": "complete" if rows == [("cancelled",)] else "others"}
