"""Longplay: how long can an agent stay on course, and how would we know?"""
